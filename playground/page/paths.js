/** The path in the app of what a learner types or pastes: a path, with or without a slash, or a whole address. */
export const pathOf = (typed) => `/${typed.trim().replace(/^https?:\/\/[^/]*/i, "").replace(/^\/*/, "")}`;
