"""What is true of one row, how rows are selected, and what the database itself refuses."""

from studio.models.accounts import Account, ApiKey
from studio.models.assets import Asset
from studio.models.avatars import Avatar, Favourite
from studio.models.batches import Batch, BatchRow
from studio.models.credits import Budget, BudgetMonth, Entry, Transfer, Wallet
from studio.models.events import Beat, Event
from studio.models.folders import Folder
from studio.models.hooks import Delivery, DeliveryTry, Endpoint, Hook
from studio.models.invitations import Invitation
from studio.models.jobs import Answer, Job
from studio.models.pronunciations import Pronunciation
from studio.models.renders import Attempt, Render, Take
from studio.models.teams import Guess, Member, OwnerLink, Team, User
from studio.models.templates import Template
from studio.models.twins import Twin, TwinMedia
from studio.models.videos import Scene, Video
from studio.models.voices import Voice

__all__ = [
    "Account", "Answer", "ApiKey", "Asset", "Attempt", "Avatar", "Batch", "BatchRow", "Beat", "Budget", "BudgetMonth",
    "Delivery", "DeliveryTry", "Endpoint", "Entry", "Event", "Favourite", "Folder", "Guess", "Hook", "Invitation",
    "Job", "Member", "OwnerLink", "Pronunciation", "Render", "Scene", "Take", "Team", "Template", "Transfer", "Twin",
    "TwinMedia", "User", "Video", "Voice", "Wallet",
]  # fmt: skip
