// Required by a run that has built the package first: commands are started as users install them.
process.env.TENANT_CONTRACTS_PROGRAM = "dist/cli/launch.cjs";
