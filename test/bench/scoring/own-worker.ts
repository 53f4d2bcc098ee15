import { browserMachine } from '../../../workers/onnx/browser.ts';
import { onnxEngine } from '../../../workers/onnx/engine.ts';
import { serve } from '../../../workers/serve.ts';
import { clocked, type OrtTotals } from './ort-clock.ts';

// The worker of the app, with a clock on ONNX Runtime.
if (!self.name.startsWith('em-pthread')) {
  const totals: OrtTotals = { milliseconds: 0, runs: 0, tokens: 0 };
  const channel = new BroadcastChannel('ort-totals');
  channel.onmessage = ({ data }) => {
    if (data === 'tell') channel.postMessage(totals);
  };
  serve((tick) => onnxEngine(clocked(browserMachine(), totals), tick));
}
