/** The editor: one view, and for each file its own text, history and marks. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import * as view from "@codemirror/view";
import { colours } from "./editor_colours.js";
import { sectionMark, showSection } from "./section_mark.js";

const { EditorView } = view;

/**
 * Make the editor.
 * @param {HTMLElement} parent
 * @param {{onEdit: (path: string, text: string) => void, onSave: () => void}} tell
 */
export function makeEditor(parent, { onEdit, onSave }) {
  const states = new Map();
  let path = "";
  const editor = new EditorView({ parent, extensions: [EditorView.cspNonce.of("editor")] });
  const save = { key: "Mod-s", preventDefault: true, run: () => (onSave(), true) };
  const edits = EditorView.updateListener.of((update) => {
    if (update.docChanged) onEdit(path, update.state.doc.toString());
  });

  const fresh = (name, text) =>
    EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of("editor"),
        EditorView.contentAttributes.of({ tabindex: "0", "aria-label": name, "aria-describedby": "editor-hint" }),
        view.keymap.of([save, indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorState.tabSize.of(4),
        indentUnit.of("    "),
        WRITING,
        edits,
      ],
    });

  return {
    /** Show a file; `lines` are marked and scrolled to. */
    open(name, text, lines) {
      if (path) states.set(path, editor.state);
      path = name;
      const earlier = states.get(name);
      editor.setState(earlier?.doc.toString() === text ? earlier : fresh(name, text));
      if (lines) showSection(editor, lines);
    },
    /** Forget what was undone and marked in all files. */
    forget: () => (states.clear(), (path = "")),
    /** Mark the line of a file that went wrong, or none. */
    markError(line, message) {
      editor.dispatch(setDiagnostics(editor.state, line ? [errorAt(editor.state, line, message)] : []));
    },
    /** Bring a line into sight and the focus into the editor. */
    goTo(line) {
      const at = lineOf(editor.state, line).from;
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      editor.focus();
    },
  };
}

const WRITING = [
  view.lineNumbers(),
  view.highlightActiveLineGutter(),
  view.highlightActiveLine(),
  view.highlightSpecialChars(),
  view.drawSelection(),
  history(),
  indentOnInput(),
  bracketMatching(),
  python(),
  lintGutter(),
  sectionMark,
  colours,
];

/** A text may have fewer lines than an error says. */
const lineOf = (state, line) => state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));

function errorAt(state, number, message) {
  const { from, to, text } = lineOf(state, number);
  const indent = text.length - text.trimStart().length;
  return { from: Math.min(from + indent, to), to, severity: "error", message };
}
