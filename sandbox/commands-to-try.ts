import type { Principal } from './aws/state.ts';
import type { Playground } from './playground.ts';
import type { TimeScale } from './time-scale.ts';
import { accountId, namespace, region } from './world.ts';

/** What the sandbox prints when it is up: where everything is, and commands for a shell beside it. */
export function commandsToTry(options: {
  readonly playground: Playground;
  readonly time: TimeScale;
  readonly sampleFile: string;
  /** Where to make calls from, as HTTP proxies. */
  readonly networkInterfaces: Readonly<Record<'shop' | 'bank' | 'internet', string>>;
  readonly operatorPid: number | undefined;
}): string {
  const { playground, time, sampleFile, networkInterfaces, operatorPid } = options;
  const { kubernetes, world, operatorLogFile } = playground;
  const { allowed, withoutPermission, administrator } = world.principals;
  const kubectl = kubernetes.isReal ? kubectlCommands : curlCommands;
  const { apply, watch, readUrl, remove } = kubectl(kubernetes.adminKubeconfigFile, kubernetes.url, sampleFile);
  return `
Kubernetes  ${kubernetes.description}
AWS         emulated at ${world.url}: account ${accountId}, ${region}
Time        ${time.description}
Operator    process ${operatorPid}, log in ${operatorLogFile}

In another shell:

${apply}
${watch}

# Call it. A network interface of the emulated VPCs is an HTTP proxy here; TLS is left out.
${readUrl}
shop=${networkInterfaces.shop}  bank=${networkInterfaces.bank}  internet=${networkInterfaces.internet}

# an allowed role in the VPC of the endpoint: 200 from the backend, with what reached it
curl -x $shop ${signedBy(allowed)} $URL/orders
# a role without permission, and nobody at all: 403
curl -x $shop ${signedBy(withoutPermission)} $URL/orders
curl -x $shop $URL/orders
# the allowed role through another VPC's endpoint, and from outside: 403
curl -x $bank ${signedBy(allowed)} $PLAIN/orders
curl -x $internet ${signedBy(allowed)} $PLAIN/orders

# Look at AWS, or change it by hand and watch the operator put it back: any AWS SDK or the AWS CLI works with
export AWS_ENDPOINT_URL=${world.url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
export AWS_ACCESS_KEY_ID=${administrator.accessKeyId} AWS_SECRET_ACCESS_KEY=${administrator.secretAccessKey}
aws apigateway get-rest-apis
aws apigateway get-vpc-links

# Kill the operator; it is started again
kill -9 ${operatorPid}

# Remove it all again
${remove}

Ctrl-C ends the sandbox.
`;
}

function signedBy({ accessKeyId, secretAccessKey }: Principal): string {
  return `--aws-sigv4 aws:amz:${region}:execute-api --user ${accessKeyId}:${secretAccessKey}`;
}

/** curl signs the request as its proxy gets it, so the URL must be plain HTTP. */
const shellUrls = 'PLAIN=$(echo $URL | sed "s/-vpce-[0-9a-f]*//")';

function kubectlCommands(kubeconfigFile: string, _url: string, sampleFile: string) {
  return {
    apply: `export KUBECONFIG=${kubeconfigFile}\nkubectl apply -f ${sampleFile}`,
    watch: `# Until READY is True; then Ctrl-C
kubectl get papi -n ${namespace} -w
kubectl describe papi orders -n ${namespace}
kubectl explain papi.spec`,
    readUrl: `URL=$(kubectl get papi orders -n ${namespace} -o jsonpath='{.status.invokeUrl}' | sed s/https/http/)\n${shellUrls}`,
    remove: `kubectl delete -f ${sampleFile}`,
  };
}

/** The API in memory has not all that kubectl asks for. */
function curlCommands(_kubeconfigFile: string, url: string, sampleFile: string) {
  return {
    apply: `API=${url}/apis/privateapi.dev/v1alpha1/namespaces/${namespace}/privateapis
curl -X PATCH -H 'content-type: application/apply-patch+yaml' --data-binary @${sampleFile} "$API/orders?fieldManager=me"`,
    watch: `# Until the condition Ready is True; then Ctrl-C
curl -N "$API?watch=true"`,
    readUrl: `URL=$(curl -s $API/orders | sed 's/.*"invokeUrl":"https\\([^"]*\\)".*/http\\1/')\n${shellUrls}`,
    remove: 'curl -X DELETE $API/orders',
  };
}
