"""The part of reapcheck that lives inside ansible-playbook. Imported by drive.py, found again by the callback plugin."""
