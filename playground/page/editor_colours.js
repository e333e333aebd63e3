/** The editor's look: the colours that the site gives to code, in both schemes. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags as t } from "@lezer/highlight";

const code = (name) => `var(--md-code-hl-${name}-color)`;

const words = HighlightStyle.define([
  { tag: [t.comment, t.docComment], color: code("comment"), fontStyle: "italic" },
  { tag: [t.keyword, t.controlKeyword, t.operatorKeyword, t.definitionKeyword, t.moduleKeyword], color: code("keyword") },
  { tag: [t.string, t.special(t.string), t.character], color: code("string") },
  { tag: [t.number, t.integer, t.float], color: code("number") },
  { tag: [t.bool, t.null, t.self, t.atom], color: code("constant") },
  { tag: [t.function(t.variableName), t.function(t.definition(t.variableName)), t.function(t.propertyName)], color: code("function") },
  { tag: [t.className, t.definition(t.className), t.typeName], color: code("special") },
  { tag: [t.operator, t.arithmeticOperator, t.compareOperator, t.meta], color: code("operator") },
  { tag: [t.punctuation, t.bracket, t.separator], color: code("punctuation") },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--md-code-fg-color)", backgroundColor: "var(--paper)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--md-code-font), monospace", fontSize: "0.84rem", lineHeight: "1.55" },
  ".cm-content": { padding: "0.5rem 0 4rem", caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--paper)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.2em" },
  ".cm-activeLine": { backgroundColor: "var(--active)" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "var(--active)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--chosen)" },
  ".cm-section": { backgroundColor: "var(--note)", boxShadow: "inset 0.2rem 0 var(--mark)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--chosen)", outline: "1px solid var(--line)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--line)" },
  ".cm-gutter-lint": { width: "1em" },
});

export const colours = [look, syntaxHighlighting(words)];
