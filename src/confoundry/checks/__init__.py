"""Is this data fit for an audit?"""
