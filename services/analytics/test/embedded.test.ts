import { historySuite } from './history-suite.ts';
import { liveSuite } from './live-suite.ts';

historySuite('embedded ports');
liveSuite('embedded ports');
