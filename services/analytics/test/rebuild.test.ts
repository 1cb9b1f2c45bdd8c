import { rebuildSuite } from './rebuild-suite.ts';

rebuildSuite('embedded ports');
