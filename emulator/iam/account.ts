// What IAM tells about the account itself.
import { element, leaf, type Markup } from '../xml';
import { ANY_RESOURCE, iamArn, noSuchEntity, type IamCall, type IamOperations } from './operation';
import { page, queryDate, together, validationError } from './query-api';

export const ACCOUNT_OPERATIONS: IamOperations = {
  // Terraform finds out the account with it when it must not ask STS.
  GetUser: {
    resource: (call) => iamArn(call, `user/${call.parameters.optional('UserName') ?? '*'}`),
    handle: getUser,
  },
  ListAccountAliases: {
    resource: ANY_RESOURCE,
    handle: ({ parameters }) => {
      const { elements } = page(parameters, []);
      return together([element('AccountAliases'), elements]);
    },
  },
};

/** There are no users: without a name, the answer to the root's keys is the root. */
function getUser(call: IamCall): Markup {
  const { caller, parameters } = call;
  const name = parameters.optional('UserName');
  if (name !== undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  if (!caller.arn.endsWith(':root')) {
    throw validationError('Must specify userName when calling with non-User credentials');
  }
  return element('User', [
    leaf('UserId', caller.accountId),
    leaf('Arn', caller.arn),
    leaf('CreateDate', queryDate(ROOT_CREATED_MS)),
  ]);
}

/** An account is older than everything in it. */
const ROOT_CREATED_MS = Date.UTC(2020, 0, 1);
