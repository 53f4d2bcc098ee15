/** Whether the page has kept all that it needs to work without a network. */
class OfflineReady {
  state = $state<'keeping' | 'ready' | 'impossible'>('keeping');

  /** Has the service worker keep the app, the engine and the built-in models; only a built app has one. */
  async keep(): Promise<void> {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) {
      this.state = 'impossible';
      return;
    }
    try {
      await navigator.serviceWorker.register('./offline.js');
      await navigator.serviceWorker.ready;
      this.state = 'ready';
    } catch {
      // A browser that forbids it (a private window, say) still runs everything while it is online.
      this.state = 'impossible';
    }
  }
}

export const offlineReady = new OfflineReady();
