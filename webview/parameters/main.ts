import type { FromParametersPage, ParametersPageState } from '../../src/protocol/parametersPage.ts';
import { useToolkit } from '../shared/toolkit.ts';
import { vsCodeApi } from '../shared/vscodeApi.ts';
import { ParametersPage } from './page.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The host’s page has no element with the id "app".');
useToolkit();
new ParametersPage(root, vsCodeApi<FromParametersPage, ParametersPageState>()).start();
