import type { HttpResponse } from '../http.ts';
import type { AwsError } from './aws-error.ts';
import type { Answer, ServiceName } from './operation.ts';
import { renderXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** What every answer carries; the SDK corrects a skewed clock by `date`. */
export interface Envelope {
  readonly requestId: string;
  readonly now: number;
}

const namespaces: Record<Exclude<ServiceName, 'apigateway' | 'lambda' | JsonRpcService>, string> = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  elasticloadbalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

const JSON_1_1 = 'application/x-amz-json-1.1';

/** Services of the JSON 1.1 protocol, with how each spells the message of a refusal. */
const jsonRpcMessages = { logs: 'message', tagging: 'Message' } as const;
type JsonRpcService = keyof typeof jsonRpcMessages;

const isJsonRpc = (service: ServiceName): service is JsonRpcService => Object.hasOwn(jsonRpcMessages, service);

/** Writes an answer in the protocol of the service: JSON for API Gateway, Lambda, CloudWatch Logs and tagging, XML for the rest. */
export function writeAnswer(service: ServiceName, operation: string, answer: Answer, envelope: Envelope): HttpResponse {
  if (service === 'apigateway' || service === 'lambda') {
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    return { status: answer.status, headers: headers('application/json', envelope), body };
  }
  if (isJsonRpc(service)) {
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    return { status: answer.status, headers: headers(JSON_1_1, envelope), body };
  }
  const inner = renderXml(answer.body as XmlElement);
  const open = `<${operation}Response xmlns="${namespaces[service]}">`;
  const content =
    service === 'ec2'
      ? `${renderXml({ requestId: envelope.requestId })}${inner}`
      : `<${operation}Result>${inner}</${operation}Result>${renderXml({ ResponseMetadata: { RequestId: envelope.requestId } })}`;
  return xmlResponse(answer.status, `${open}${content}</${operation}Response>`, envelope);
}

/** Writes a refusal in the protocol of the service. */
export function writeError(service: ServiceName, error: AwsError, envelope: Envelope): HttpResponse {
  const retryAfter: Record<string, string> =
    error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  if (service === 'apigateway') {
    return {
      status: error.status,
      headers: { ...headers('application/json', envelope), 'x-amzn-errortype': error.code, ...retryAfter },
      body: JSON.stringify({ message: error.message }),
    };
  }
  if (service === 'lambda') {
    return {
      status: error.status,
      headers: { ...headers('application/json', envelope), 'x-amzn-errortype': error.code, ...retryAfter },
      body: JSON.stringify({ Type: error.status < 500 ? 'User' : 'Service', Message: error.message }),
    };
  }
  if (isJsonRpc(service)) {
    const body = JSON.stringify({ __type: error.code, [jsonRpcMessages[service]]: error.message });
    return { status: error.status, headers: { ...headers(JSON_1_1, envelope), ...retryAfter }, body };
  }
  const detail = { Code: error.code, Message: error.message };
  const content =
    service === 'ec2'
      ? renderXml({ Response: { Errors: { Error: detail }, RequestID: envelope.requestId } })
      : renderXml({
          ErrorResponse: {
            Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', ...detail },
            RequestId: envelope.requestId,
          },
        });
  return xmlResponse(error.status, content, envelope, retryAfter);
}

function xmlResponse(status: number, content: string, envelope: Envelope, more: Record<string, string> = {}) {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${content}`;
  return { status, headers: { ...headers('text/xml;charset=UTF-8', envelope), ...more }, body };
}

const headers = (contentType: string, { requestId, now }: Envelope): Record<string, string> => ({
  'content-type': contentType,
  'x-amzn-requestid': requestId,
  date: new Date(now).toUTCString(),
});
