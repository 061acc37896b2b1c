"""What is true of one row, how rows are selected, and what the database itself refuses."""

from studio.models.accounts import Account, ApiKey
from studio.models.assets import Asset
from studio.models.avatars import Avatar
from studio.models.credits import Budget, BudgetMonth, Entry, Transfer, Wallet
from studio.models.events import Beat, Event
from studio.models.pronunciations import Pronunciation
from studio.models.renders import Attempt, Render, Take
from studio.models.teams import Guess, Member, OwnerLink, Team, User
from studio.models.videos import Scene, Video
from studio.models.voices import Voice

__all__ = [
    "Account", "ApiKey", "Asset", "Attempt", "Avatar", "Beat", "Budget", "BudgetMonth", "Entry", "Event", "Guess",
    "Member", "OwnerLink", "Pronunciation", "Render", "Scene", "Take", "Team", "Transfer", "User", "Video", "Voice",
    "Wallet",
]  # fmt: skip
