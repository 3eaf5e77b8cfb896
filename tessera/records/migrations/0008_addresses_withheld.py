
import tessera.records.rules.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_passwords_apart'),
        ('records', '0007_joint_form'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='withheld',
            name='address',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='withheld',
            name='what',
            field=models.CharField(choices=[('line', 'Line'), ('address', 'Address')], db_default=tessera.records.rules.words.HeldKind['LINE'], default=tessera.records.rules.words.HeldKind['LINE'], max_length=10),
        ),
        migrations.AddIndex(
            model_name='withheld',
            index=models.Index(condition=models.Q(('address__isnull', False)), fields=['address'], name='records_withheld_address'),
        ),
    ]
