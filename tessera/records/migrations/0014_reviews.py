from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_lines_promoted'),
    ]

    operations = [
        migrations.AlterField(
            model_name='note',
            name='kind',
            field=models.CharField(choices=[('referral', 'Referral'), ('keep_from_family', 'Keep from family'), ('return', 'Return'), ('handed_over', 'Handed over'), ('joint_form', 'Joint form'), ('conversation', 'Conversation'), ('advice', 'Advice'), ('observation', 'Observation'), ('analysis', 'Analysis'), ('intelligence', 'Intelligence'), ('review', 'Review')], max_length=20),
        ),
    ]
