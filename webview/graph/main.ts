import type { FromGraphPage, GraphPageState } from '../../src/protocol/graphPage.ts';
import { useToolkit } from '../shared/toolkit.ts';
import { vsCodeApi } from '../shared/vscodeApi.ts';
import { GraphPage } from './page.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The host’s page has no element with the id "app".');
useToolkit();
new GraphPage(root, vsCodeApi<FromGraphPage, GraphPageState>()).start();
