
import django.contrib.postgres.fields
import tessera.core.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_address_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Worn',
            fields=[
                ('id', models.UUIDField(default=tessera.core.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('address', models.UUIDField()),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('audience', models.CharField(max_length=12)),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'people_worn',
                'indexes': [models.Index(fields=['address', 'until'], name='people_worn_address')],
            },
        ),
    ]
