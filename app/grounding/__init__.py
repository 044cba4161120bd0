"""After writing: does each sentence follow from the passages it cites?"""
