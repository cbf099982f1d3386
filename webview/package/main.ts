import type { FromPackagePage, PackagePageState } from '../../src/protocol/packagePage.ts';
import { useToolkit } from '../shared/toolkit.ts';
import { vsCodeApi } from '../shared/vscodeApi.ts';
import { PackagePage } from './page.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The host’s page has no element with the id "app".');
useToolkit();
new PackagePage(root, vsCodeApi<FromPackagePage, PackagePageState>()).start();
