const key = 'touchstone.begun';

/** Notes that a run was begun here, so that a later visit looks for one that was broken off, and a first visit need not. */
export function noteBegun(): void {
  try {
    localStorage.setItem(key, '1');
  } catch {
    // The history still shows it.
  }
}

/** Whether a run was begun here since the last time that none was found broken off. */
export function wasBegun(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** Notes that none is broken off. */
export function forgetBegun(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Then the next visit looks once more.
  }
}
