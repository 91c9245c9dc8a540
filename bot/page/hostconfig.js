// How cards look: Teams' sizes and spacing. Colours are CSS variables (cards.css), so that a change
// of look recolours cards already on screen without drawing them again and losing what was typed.

const isPhone = window.matchMedia("(max-width: 600px)").matches;
const FONT = '"Segoe UI", -apple-system, system-ui, Roboto, "Helvetica Neue", sans-serif';
const TONES = ["default", "dark", "light", "accent", "good", "warning", "attention"];
const SURFACES = ["default", "emphasis", "accent", "good", "attention", "warning"];

const fontSizes = isPhone
  ? { small: 13, default: 16, medium: 16, large: 18, extraLarge: 22 }
  : { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };
const lineHeights = isPhone
  ? { small: 18, default: 22, medium: 22, large: 24, extraLarge: 28 }
  : { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 };
const padding = isPhone ? 12 : 16;
const fontWeights = { lighter: 400, default: 400, bolder: 600 };

const tone = (name) => ({
  default: `var(--card-${name})`,
  subtle: `var(--card-${name}-subtle, var(--card-${name}))`,
});
const foregroundColors = Object.fromEntries(TONES.map((name) => [name, tone(name)]));
const surface = (name) => ({ backgroundColor: `var(--card-on-${name})`, foregroundColors });

export const hostConfig = {
  supportsInteractivity: true,
  fontTypes: {
    default: { fontFamily: FONT, fontSizes, fontWeights },
    monospace: { fontFamily: 'Consolas, "Courier New", monospace', fontSizes, fontWeights },
  },
  lineHeights,
  imageSizes: { small: 32, medium: 52, large: 100 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  containerStyles: Object.fromEntries(SURFACES.map((name) => [name, surface(name)])),
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 0, // the style sheet spaces them, as it also stacks them on a phone
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
  },
  adaptiveCard: { allowCustomStyle: false },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", weight: "bolder" },
  },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 140 },
    value: { wrap: true },
    spacing: 12,
  },
  textStyles: { heading: { size: "large", weight: "bolder" } },
  textBlock: { headingLevel: 2 },
};
