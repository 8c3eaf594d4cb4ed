/** CodeMirror, in a chunk of its own: the page is usable before it arrives. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface Editor {
  /** The text is `code` now: appends when it only grew, so that a cursor and the undo history stay. */
  setCode: (code: string, live: boolean) => void;
  destroy: () => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword], color: "var(--code-tag)" },
  { tag: [tags.attributeName, tags.propertyName], color: "var(--code-name)" },
  { tag: [tags.attributeValue, tags.string], color: "var(--code-string)" },
  { tag: [tags.number, tags.color, tags.unit, tags.atom], color: "var(--code-number)" },
  { tag: [tags.comment, tags.documentMeta, tags.angleBracket], color: "var(--code-quiet)" },
  { tag: [tags.className, tags.labelName], color: "var(--code-class)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--text)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none", paddingLeft: "6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--light-soft)",
  },
  ".cm-cursor": { borderLeftColor: "var(--light)" },
  ".cm-content": { caretColor: "var(--light)", paddingBlock: "12px" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--text)" },
});

export interface EditorSetup {
  parent: HTMLElement;
  code: string;
  live: boolean;
  onEdit: (code: string) => void;
  onSave: () => void;
}

export function createEditor({ parent, code, live, onEdit, onSave }: EditorSetup): Editor {
  const access = new Compartment();
  let isLive = live;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        html(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Code of the page", tabindex: "0" }),
        keymap.of([
          { key: "Mod-s", run: () => (onSave(), true), preventDefault: true },
          // Mod-Enter belongs to Generate.
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
          ...historyKeymap,
          ...searchKeymap,
        ]),
        access.of(EditorState.readOnly.of(live)),
        EditorView.updateListener.of((update) => {
          const isByHand = !update.transactions.some((one) => one.annotation(Transaction.remote));
          if (update.docChanged && isByHand) onEdit(update.state.doc.toString());
        }),
      ],
    }),
  });

  const setCode = (next: string, nextLive: boolean): void => {
    const shown = view.state.doc;
    const atEnd = view.scrollDOM.scrollTop + view.scrollDOM.clientHeight > view.scrollDOM.scrollHeight - 40;
    const annotations = [Transaction.remote.of(true), Transaction.addToHistory.of(false)];
    if (next.length !== shown.length || next !== shown.toString()) {
      const grew = next.length > shown.length && next.startsWith(shown.toString());
      const from = grew ? shown.length : 0;
      view.dispatch({ changes: { from, to: shown.length, insert: next.slice(from) }, annotations });
      if (nextLive && atEnd) view.scrollDOM.scrollTop = view.scrollDOM.scrollHeight;
    }
    if (nextLive !== isLive) {
      isLive = nextLive;
      view.dispatch({ effects: access.reconfigure(EditorState.readOnly.of(nextLive)) });
    }
  };
  return { setCode, destroy: () => view.destroy() };
}
