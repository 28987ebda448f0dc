"""What people type about questions and statements. Each error says what to do; nothing typed is lost."""
