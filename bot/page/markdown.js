// Markdown as cards and messages use it: emphasis, lists and links. HTML stays text.

const LINK_PROTOCOLS = ["https:", "mailto:", "tel:"];

const parser = window.markdownit({ html: false, linkify: false, breaks: true })
  .disable(["image", "table", "code", "html_block", "html_inline"]);

parser.validateLink = isSafeLink;
parser.renderer.rules.link_open = (tokens, index, options, _environment, renderer) => {
  tokens[index].attrSet("target", "_blank");
  tokens[index].attrSet("rel", "noopener noreferrer");
  return renderer.renderToken(tokens, index, options);
};

/** The HTML for some Markdown. */
export const toHtml = (text) => parser.render(text);

/** Shows Markdown in an element of our own. */
export function showMarkdown(element, text) {
  element.innerHTML = trusted.createHTML(toHtml(text));
}

/** Whether a link may be shown as one. */
export function isSafeLink(address) {
  try {
    return LINK_PROTOCOLS.includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

// The page's policy lets no other code of ours write HTML.
const trusted = window.trustedTypes?.createPolicy("chat-page", { createHTML: (html) => html })
  ?? { createHTML: (html) => html };
