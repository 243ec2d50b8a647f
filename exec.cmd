@rem The scripts of package.json begin with exec: the shell gives way to the program, and what npm is sent reaches it.
@rem On Windows npm runs them in cmd, which has no exec and finds this.
@%*
