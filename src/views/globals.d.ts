import type { Automation } from './automation.ts';

declare global {
  /** Put in by the build, from package.json. */
  const __APP_VERSION__: string;

  interface Window {
    touchstone: Automation;
    /** File System Access: in Chromium only. */
    showDirectoryPicker?: (options: {
      readonly mode: 'read' | 'readwrite';
      readonly id: string;
    }) => Promise<FileSystemDirectoryHandle>;
  }
}
