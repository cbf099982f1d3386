import type { ComparePageState, FromComparePage } from '../../src/protocol/comparePage.ts';
import { useToolkit } from '../shared/toolkit.ts';
import { vsCodeApi } from '../shared/vscodeApi.ts';
import { ComparePage } from './page.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The host’s page has no element with the id "app".');
useToolkit();
new ComparePage(root, vsCodeApi<FromComparePage, ComparePageState>()).start();
