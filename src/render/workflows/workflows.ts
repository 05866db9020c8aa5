import { cleanupWorkflow } from './cleanup';
import { imagesWorkflow } from './images';
import { releaseWorkflow } from './release';
import { rescanWorkflow } from './rescan';
import type { Pin } from './steps';
import { upgradeWorkflow } from './upgrade';
import type { Workflow } from './workflow';
import type { WorkflowsModel } from '../../model/workflows-model';

/** All workflows that were asked for. */
export function renderWorkflows(model: WorkflowsModel, pin: Pin): Workflow[] {
  return [
    imagesWorkflow(model, pin),
    ...model.release ? [releaseWorkflow(model, pin)] : [],
    ...model.rescan ? [rescanWorkflow(model, pin)] : [],
    ...model.cleanup ? [cleanupWorkflow(model, pin)] : [],
    ...model.upgrade ? [upgradeWorkflow(model, pin)] : [],
  ];
}
