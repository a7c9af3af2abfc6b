// What IAM tells about the account itself.
import { element } from '../http/xml';
import { ANY_RESOURCE, type IamOperations } from './operations/operation';
import { page, together } from '../http/query-api';

export const ACCOUNT_OPERATIONS: IamOperations = {
  ListAccountAliases: {
    resource: ANY_RESOURCE,
    handle: ({ parameters }) => {
      const { elements } = page(parameters, []);
      return together([element('AccountAliases'), elements]);
    },
  },
};
