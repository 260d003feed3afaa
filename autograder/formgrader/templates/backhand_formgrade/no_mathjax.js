// Formulas are in the page already. The formgrader waits for MathJax before it takes keys, and
// would wait for ever without a network: this says that there is nothing to wait for.
window.MathJax = {
  Hub: {
    Config() {},
    Queue() {},
    Startup: { signal: { Interest(heard) { setTimeout(() => heard("End"), 0); } } },
  },
};
