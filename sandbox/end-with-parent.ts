// Preloaded into the operator's process, so that it cannot outlive the sandbox that started it, however that ends.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Listening for the end of the parent must not keep this process alive.
process.channel?.unref();
