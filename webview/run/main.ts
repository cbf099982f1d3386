import type { FromRunPage, RunPageState } from '../../src/protocol/runPage.ts';
import { useToolkit } from '../shared/toolkit.ts';
import { vsCodeApi } from '../shared/vscodeApi.ts';
import { RunPage } from './page.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The host’s page has no element with the id "app".');
useToolkit();
new RunPage(root, vsCodeApi<FromRunPage, RunPageState>()).start();
