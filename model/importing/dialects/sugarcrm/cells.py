"""What the files of all modules have in common."""

from model.importing.cells.values import Kind
from model.importing.dialect import Column

ID = "ID | id"
OWNED = {
    "Date Modified | date_modified": Column("modified", Kind.MOMENT),
    "Deleted | deleted": Column("deleted", Kind.FLAG),
    "Assigned User | Assigned User ID | Assigned User Id | assigned_user_id": Column("owner.id"),
    "Assigned to | Assigned User Name | assigned_user_name | User": Column("owner.name"),
    "Created by | created_by | Created By ID | created_by_name | Created By Name | Modified by | modified_user_id"
    " | Modified By ID | modified_by_name | Modified By Name | Teams | team_id | team_name | Team ID | Team Set ID | team_set_id"
    " | team_count | Team Name | Description | description | campaign_id | Campaign ID | Campaign | campaign_name | Tags | tag"
    " | Favorite | my_favorite | Following | following | Assigned Users | Security Groups": Column(""),
}
"""Who owns a row, and what no row is read for."""
