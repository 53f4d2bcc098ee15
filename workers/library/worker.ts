import { expose } from 'comlink';
import { libraryDesk } from './library-desk.ts';

expose(libraryDesk());
