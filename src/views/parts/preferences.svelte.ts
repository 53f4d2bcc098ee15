export type Theme = 'system' | 'light' | 'dark';

const key = 'touchstone.theme';

function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

/** What a person likes, kept on this machine; a browser that keeps nothing gets the defaults. */
class Preferences {
  #theme = $state<Theme>(stored());

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    this.apply();
    try {
      localStorage.setItem(key, theme);
    } catch {
      // It then lasts until the page is closed.
    }
  }

  /** Puts the theme on the page. */
  apply(): void {
    if (this.#theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#theme;
  }
}

export const preferences = new Preferences();
