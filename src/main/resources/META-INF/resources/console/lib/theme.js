/** The theme: that of the system, or one that the user has chosen. It is the only thing that outlives the tab. */
const KEY = 'taskgate.theme';
const THEMES = ['system', 'light', 'dark'];

/** @returns {string} */
export function theme() {
  const chosen = localStorage.getItem(KEY);
  return THEMES.includes(chosen) ? chosen : 'system';
}

/** @returns {string} */
export const nextTheme = () => THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];

/** @param {string} chosen */
export function chooseTheme(chosen) {
  localStorage.setItem(KEY, chosen);
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
