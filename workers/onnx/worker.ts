import { serve } from '../serve.ts';
import { browserMachine } from './browser.ts';
import { onnxEngine } from './engine.ts';

// The threads of ONNX Runtime may start from this very file; they must not serve.
if (!self.name.startsWith('em-pthread')) serve((tick) => onnxEngine(browserMachine(), tick));
