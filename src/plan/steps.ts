import type { Definition, Hashes } from '../desired/desired-state.ts';
import type { DesiredPermission } from '../desired/lambda-permissions.ts';
import type { DesiredLogGroup } from '../desired/log-group.ts';
import type { TagChanges } from './diff-tags.ts';
import type { PatchOperation } from './diff-stage.ts';

/** One AWS write, with the reason it is needed. A step that needs an id of an earlier one takes it while performing. */
export type Step =
  | { readonly kind: 'create-rest-api'; readonly because: string }
  | { readonly kind: 'make-private'; readonly because: string; readonly from: string }
  | { readonly kind: 'tag-rest-api'; readonly because: string; readonly changes: TagChanges }
  | { readonly kind: 'put-rest-api'; readonly because: string; readonly definition: Definition }
  | { readonly kind: 'create-deployment'; readonly because: string; readonly hashes: Hashes }
  | { readonly kind: 'create-stage'; readonly because: string; readonly deploymentId: string | undefined }
  | {
      readonly kind: 'update-stage';
      readonly because: string;
      readonly operations: readonly PatchOperation[];
      /** Points the stage at the deployment made by an earlier step of the same plan. */
      readonly toNewDeployment: boolean;
    }
  | { readonly kind: 'tag-stage'; readonly because: string; readonly changes: TagChanges }
  | { readonly kind: 'create-log-group'; readonly because: string; readonly logGroup: DesiredLogGroup }
  | { readonly kind: 'set-log-retention'; readonly because: string; readonly logGroup: DesiredLogGroup }
  | { readonly kind: 'set-log-key'; readonly because: string; readonly logGroup: DesiredLogGroup }
  | {
      readonly kind: 'tag-log-group';
      readonly because: string;
      readonly logGroup: DesiredLogGroup;
      readonly changes: TagChanges;
    }
  | { readonly kind: 'delete-log-group'; readonly because: string; readonly name: string }
  | {
      readonly kind: 'grant-invoke';
      readonly because: string;
      readonly permission: DesiredPermission;
      /** Another statement has the id: AWS replaces none, so it goes first. */
      readonly replaces: boolean;
    }
  | {
      readonly kind: 'revoke-invoke';
      readonly because: string;
      readonly functionArn: string;
      readonly statementId: string;
    }
  | { readonly kind: 'delete-deployment'; readonly because: string; readonly deploymentId: string };
