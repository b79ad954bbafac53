/// <reference lib="dom" />
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, indentOnInput } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState, RangeSet, StateEffect, StateField, Transaction } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, WidgetType } from "@codemirror/view";
import type { MakeEditor } from "./editor-host.ts";
import { element } from "./element.ts";
import { details, headline } from "./finding-view.ts";
import type { PlacedFinding } from "./judgement.ts";
import type { Registry } from "./registry.ts";

/** More findings than these are told in the list only: the text between them is to stay readable. */
const MOST_INLINE = 100;
/** More findings than these are not underlined. */
const MOST_UNDERLINED = 1000;

class FindingWidget extends WidgetType {
  readonly #placed: PlacedFinding;

  constructor(placed: PlacedFinding) {
    super();
    this.#placed = placed;
  }

  override eq(other: FindingWidget): boolean {
    return JSON.stringify(other.#placed.finding) === JSON.stringify(this.#placed.finding);
  }

  override toDOM(): HTMLElement {
    const { finding } = this.#placed;
    return element(
      "div",
      { class: `inline-finding ${finding.severity}`, role: "note" },
      headline(finding),
      ...details(finding),
    );
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const show = StateEffect.define<readonly PlacedFinding[]>();

const widgets = StateField.define<RangeSet<Decoration>>({
  create: () => Decoration.none,
  update: (known, transaction) => {
    const moved = known.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(show)) continue;
      const { doc } = transaction.state;
      const ranges = effect.value.slice(0, MOST_INLINE).map((placed) => {
        const line = doc.lineAt(Math.min(placed.extent.from, doc.length));
        return Decoration.widget({ widget: new FindingWidget(placed), block: true, side: 1 }).range(line.to);
      });
      return RangeSet.of(ranges, true);
    }
    return moved;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const THEME = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--paper)", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "0.9rem", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--well)", color: "var(--faint)", border: "none" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--well)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    maxWidth: "40rem",
  },
  ".cm-diagnostic": { padding: "0.4rem 0.6rem" },
  ".inline-finding": {
    borderLeft: "4px solid var(--error)",
    backgroundColor: "var(--well)",
    fontFamily: "system-ui, sans-serif",
    fontSize: "0.85rem",
    padding: "0.2rem 0.7rem",
    margin: "0.15rem 0 0.4rem",
    whiteSpace: "normal",
    maxWidth: "60rem",
  },
  ".inline-finding.warning": { borderLeftColor: "var(--warning)" },
  ".inline-finding.info": { borderLeftColor: "var(--info)" },
  ".inline-finding p": { margin: "0.15rem 0" },
  ".inline-finding a": { color: "var(--accent)" },
  ".mark": { fontWeight: "600" },
  ".mark.error": { color: "var(--error)" },
  ".mark.warning": { color: "var(--warning)" },
  ".mark.info": { color: "var(--info)" },
});

const HOSTED = new CSSStyleSheet();
HOSTED.replaceSync(":host{display:block;height:100%}");

const make: MakeEditor = (place, text, changed) => {
  // Inside a shadow root the editor's styles are adopted style sheets, which a strict policy allows.
  const host = element("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [HOSTED];
  place.prepend(host);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        json(),
        lintGutter(),
        widgets,
        THEME,
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": "Payload", spellcheck: "false", autocapitalize: "off" }),
        keymap.of([
          { key: "F8", run: nextDiagnostic },
          { key: "Shift-F8", run: previousDiagnostic },
          indentWithTab,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          const byUser = update.transactions.some(
            (one) => one.docChanged && one.annotation(Transaction.remote) !== true,
          );
          if (byUser) changed();
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    write: (content) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: content },
        annotations: Transaction.remote.of(true),
      }),
    mark: (findings) => {
      const { length } = view.state.doc;
      view.dispatch({ effects: show.of(findings) });
      view.dispatch(
        setDiagnostics(
          view.state,
          findings.slice(0, MOST_UNDERLINED).map(({ finding, extent }) => ({
            from: Math.min(extent.from, length),
            to: Math.min(extent.to, length),
            severity: finding.severity,
            message: finding.message,
            source: finding.rule,
          })),
        ),
      );
    },
    goTo: (offset) => {
      const at = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
  };
};

(globalThis as unknown as { tenantContracts: Registry }).tenantContracts.provide("editor", make);
