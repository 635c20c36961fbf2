"""From data files to a read-only KnowledgeBase. Knows nothing of assessments."""
