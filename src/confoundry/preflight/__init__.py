"""Before anything is trained: can each network be built, and how long will it take?"""
