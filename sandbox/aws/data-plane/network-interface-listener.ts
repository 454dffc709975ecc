import { ConnectionLost, type HttpFunction } from '../../http.ts';
import type { DataPlane } from './invoke.ts';
import type { Caller } from './network-interface.ts';

/**
 * Makes whoever connects a caller at this network interface. The Host header says which name the caller looked up:
 *
 *     curl -H 'Host: {api}.execute-api.eu-west-1.amazonaws.com' http://127.0.0.1:PORT/prod/orders
 *
 * To connect to one name and ask for another, as the endpoint's own DNS name with a Host header needs, use it as a proxy:
 *
 *     curl -x http://127.0.0.1:PORT -H 'Host: {api}.execute-api...' http://{vpce}.execute-api.eu-west-1.vpce.amazonaws.com/prod/orders
 *
 * A name that leads nowhere breaks the connection without an answer.
 */
export function networkInterfaceListener(dataPlane: DataPlane, caller: Caller): HttpFunction {
  return ({ method, path, headers, body }) => {
    const isProxied = /^https?:\/\//.test(path);
    const host = headers['host'];
    if (!isProxied && host === undefined) throw new ConnectionLost('a request without Host names no destination');
    // What curl says to its proxy is not for the API.
    const { 'proxy-connection': _, ...passed } = headers;
    return dataPlane.invoke(caller, { url: isProxied ? path : `http://${host}${path}`, method, headers: passed, body });
  };
}
