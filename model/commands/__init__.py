"""What people may write, each a command: it checks who acts, validates, appends, and notes it in the audit."""
