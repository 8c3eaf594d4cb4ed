// @vitest-environment jsdom
import { EditorView } from "@codemirror/view";
import { describe, expect, it, vi } from "vitest";
import { createEditor } from "../src/views/editor";

// jsdom lays nothing out.
Range.prototype.getClientRects = () => Object.assign([], { item: () => null });

const begin = (code: string) => {
  const parent = document.body.appendChild(document.createElement("div"));
  const onEdit = vi.fn();
  const editor = createEditor({ parent, code, live: true, onEdit, onSave: () => {} });
  const view = EditorView.findFromDOM(parent);
  if (!view) throw new Error("no editor");
  return { editor, view, onEdit };
};

describe("code that arrives in the editor", () => {
  it("is appended: what is selected stays selected", () => {
    const { editor, view } = begin("<p>one</p>");
    view.dispatch({ selection: { anchor: 3, head: 6 } });
    editor.setCode("<p>one</p><p>two</p>", true);
    expect(view.state.doc.toString()).toBe("<p>one</p><p>two</p>");
    expect(view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)).toBe("one");
  });

  it("is whole whatever its line breaks are", () => {
    const { editor, view } = begin("<p>\r\n");
    editor.setCode("<p>\r\none\r\n", true);
    editor.setCode("<p>\r\none\r\n</p>", true);
    expect(view.state.doc.toString()).toBe("<p>\none\n</p>");
  });

  it("is replaced when a worker began anew", () => {
    const { editor, view } = begin("<p>first");
    editor.setCode("<p>second try", true);
    expect(view.state.doc.toString()).toBe("<p>second try");
  });

  it("is no edit by hand, and an edit by hand is told whole", () => {
    const { editor, view, onEdit } = begin("<p>");
    editor.setCode("<p>one", true);
    editor.setCode("<p>one", false);
    expect(onEdit).not.toHaveBeenCalled();
    view.dispatch({ changes: { from: 6, insert: "!" } });
    expect(onEdit).toHaveBeenLastCalledWith("<p>one!");
    editor.setCode("<p>one!", false);
    expect(view.state.doc.toString()).toBe("<p>one!");
  });
});
