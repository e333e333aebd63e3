/** A chapter to be built: it starts where the one before ended, and has steps. */

/**
 * Return a chapter as practice mode runs it. Its name is its own, so that the learner's
 * files and data stay apart from those of the chapter.
 * @param {object} chapter
 * @param {object} exercise
 */
export const practised = (chapter, exercise) => ({
  ...chapter,
  slug: `practice-${chapter.slug}`,
  files: exercise.start,
  sections: {},
  tests: { ...chapter.tests, ...exercise.checking },
  exercise: { ...exercise, end: chapter.files },
});

/** The tests to be run: of the step in hand first if asked for, else all in order. */
export function testsOf(steps, inHand) {
  const all = steps.flatMap((step) => step.tests);
  return [...new Set([...(inHand?.tests ?? []), ...all])];
}

/**
 * Read what a check has found. A run ends with the first test that fails; all steps
 * before that one's are met.
 * @returns {{met: number, unmet: {step: object, task: string, failure: object} | null}}
 * @throws {Error} if the tests did not run
 */
export function findings(steps, { outcomes, output }) {
  const failed = outcomes.find(({ met }) => !met);
  const tried = new Set(outcomes.map(({ test }) => test));
  const missing = steps.flatMap((step) => Object.keys(step.promises)).filter((name) => !tried.has(name));
  if (!failed && !missing.length) return { met: steps.length, unmet: null };
  const met = steps.findIndex((step) => failed?.test in step.promises);
  if (met < 0) throw new Error(output.trim().split("\n").slice(-12).join("\n"));
  const step = steps[met];
  return { met, unmet: { step, task: step.promises[failed.test], failure: failed.failure } };
}

/** The task of a step, as its first promise says it. */
export const taskOf = (step) => Object.values(step.promises)[0];
