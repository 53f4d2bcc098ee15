import { serve } from '../serve.ts';
import { scriptedEngine } from './engine.ts';

serve((tick) => scriptedEngine(tick, () => self.close()));
