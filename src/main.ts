import { mount } from 'svelte';
import App from './App.svelte';
import { automation } from './views/automation.ts';
import { offlineReady } from './views/parts/offline-ready.svelte.ts';
import './views/tokens.css';
import './views/base.css';
import './views/shapes.css';

const target = document.getElementById('app');
if (!target) throw new Error('mount Touchstone: no element with id "app"; index.html was wanted');
window.touchstone = automation;
mount(App, { target });
void offlineReady.keep();
