import { startInProcess } from './in-process.ts';
import { describeScenarios } from './scenarios.ts';

describeScenarios('in one process, embedded', () => startInProcess());
