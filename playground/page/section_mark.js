/** The lines that a link names: marked until the file is opened anew. */

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const marked = StateEffect.define();
const line = Decoration.line({ class: "cm-section" });

export const sectionMark = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    const asked = change.effects.find((effect) => effect.is(marked));
    return asked ? Decoration.set(asked.value.map((at) => line.range(at))) : marks.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Mark lines (from 1, both included) and scroll to the first. */
export function showSection(editor, [first, last]) {
  const { doc } = editor.state;
  const end = Math.min(last, doc.lines);
  const starts = Array.from({ length: end - first + 1 }, (_, n) => doc.line(first + n).from);
  const sight = EditorView.scrollIntoView(starts[0], { y: "start", yMargin: 24 });
  editor.dispatch({ effects: [marked.of(starts), sight] });
}
