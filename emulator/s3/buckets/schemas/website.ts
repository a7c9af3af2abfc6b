// PutBucketWebsite. Nothing is served from it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html
import { child, childText, type XmlElement } from '../../../http/xml';
import { invalidArgument, invalidRequest, malformedXml } from '../../operation/faults';
import { anyText, checkSchema, holding, maybe, needText, one, some } from './schema';

const RULE = holding({
  Condition: maybe(holding({ HttpErrorCodeReturnedEquals: maybe(anyText), KeyPrefixEquals: maybe(anyText) })),
  Redirect: one(
    holding({
      HostName: maybe(anyText),
      HttpRedirectCode: maybe(anyText),
      Protocol: maybe(anyText),
      ReplaceKeyPrefixWith: maybe(anyText),
      ReplaceKeyWith: maybe(anyText),
    }),
  ),
});

const SCHEMA = holding({
  ErrorDocument: maybe(holding({ Key: one(needText) })),
  IndexDocument: maybe(holding({ Suffix: one(anyText) })),
  RedirectAllRequestsTo: maybe(holding({ HostName: one(needText), Protocol: maybe(anyText) })),
  RoutingRules: maybe(holding({ RoutingRule: some(RULE) })),
});

const RULES_MAX = 50;

/** @throws ServiceError `MalformedXML`, `InvalidArgument` or `InvalidRequest` */
export function checkWebsite(root: XmlElement): void {
  if (root.children.length === 0) throw malformedXml();
  checkSchema(root, SCHEMA);
  const redirect = child(root, 'RedirectAllRequestsTo');
  if (redirect !== undefined) {
    if (root.children.length > 1) {
      const message = 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.';
      throw invalidArgument(message, 'RedirectAllRequestsTo', 'not null');
    }
    checkProtocol(redirect);
    return;
  }
  const index = child(root, 'IndexDocument');
  if (index === undefined) {
    const message = 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty';
    throw invalidArgument(message, 'IndexDocument', 'null');
  }
  const suffix = childText(index, 'Suffix') ?? '';
  if (suffix === '' || suffix.includes('/')) {
    throw invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', suffix);
  }
  checkRules(child(root, 'RoutingRules')?.children ?? []);
}

function checkRules(rules: readonly XmlElement[]): void {
  if (rules.length > RULES_MAX) {
    throw invalidRequest(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${RULES_MAX}.`,
    );
  }
  for (const rule of rules) {
    const condition = child(rule, 'Condition');
    const redirect = child(rule, 'Redirect');
    if (condition !== undefined) checkCondition(condition);
    if (redirect !== undefined) checkRedirect(redirect);
  }
}

function checkCondition(condition: XmlElement): void {
  if (condition.children.length === 0) {
    throw invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  }
  const code = childText(condition, 'HttpErrorCodeReturnedEquals');
  if (code !== undefined && !/^[45]\d\d$/.test(code)) {
    throw invalidRequest(`The provided HTTP error code (${code}) is not valid. Valid codes are 4XX or 5XX.`);
  }
}

function checkRedirect(redirect: XmlElement): void {
  checkProtocol(redirect);
  if (child(redirect, 'ReplaceKeyPrefixWith') !== undefined && child(redirect, 'ReplaceKeyWith') !== undefined) {
    throw invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  }
  const code = childText(redirect, 'HttpRedirectCode');
  if (code !== undefined && (code === '300' || !/^3\d\d$/.test(code))) {
    throw invalidRequest(`The provided HTTP redirect code (${code}) is not valid. Valid codes are 3XX except 300.`);
  }
}

function checkProtocol(redirect: XmlElement): void {
  if (['http', 'https', undefined].includes(childText(redirect, 'Protocol'))) return;
  throw invalidRequest(
    'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
  );
}
