from django.db import migrations


class Migration(migrations.Migration):
    """The sixty-four chains begin. Each begins from a different word, so that entries cannot be moved between them."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO audit_head (chain, place, hash) "
            "SELECT g, 0, encode(sha256(convert_to('tessera ledger chain ' || g, 'UTF8')), 'hex') "
            "FROM generate_series(0, 63) g",
            "DELETE FROM audit_head",
        )
    ]
